#version 330
// One particle's disc: a soft dot in focus, an even disc with a faint rim out of it.

in vec3 colour;
in float strength;
in float blurred;
in float radius;

uniform bool opaque;  // paint over a light ground instead of adding light
uniform float gain;

out vec4 light;

void main() {
    float d = length(gl_PointCoord * 2.0 - 1.0) * (radius + 0.5) / radius;
    float soft = min(1.5 / radius, 0.9);
    float dot_ = exp(-2.8 * d * d) * 1.6;
    float disc = (1.0 - smoothstep(1.0 - soft, 1.0 + 0.3 * soft, d)) * (0.8 + 0.35 * smoothstep(0.55, 0.95, d));
    float shape = mix(dot_, disc, blurred);
    if (opaque) {
        float cover = clamp(shape * min(strength, 1.0) * gain, 0.0, 1.0);
        light = vec4(colour * cover, cover);
    } else {
        light = vec4(colour * shape * strength * gain, 0.0);
    }
}
