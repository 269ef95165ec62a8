#version 330
// One defocused light: a square around its disc, from a strip of four corners.

in vec4 disc;    // centre x, y and radius in half picture heights; vertical stretch
in vec4 glow;    // radiance of the disc; softness of its edge, 0..1

uniform float aspect;   // width over height
uniform float pixels;   // half the picture height, pixels

out vec2 local;
out vec3 radiance;
out vec2 field;   // centre as a share of the picture's half diagonal
out float soft;   // the edge's width, in radii: at least a pixel and a half

void main() {
    vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0;
    float margin = 1.06 + 1.5 / max(disc.z * pixels, 0.5);
    local = corner * margin;
    soft = clamp(1.5 / max(disc.z * pixels, 0.5) + glow.w, 0.02, 1.0);
    radiance = glow.rgb;
    field = disc.xy / length(vec2(aspect, 1.0));
    vec2 at = disc.xy + local * disc.z * vec2(1.0, disc.w);
    gl_Position = vec4(at / vec2(aspect, 1.0), 0.0, 1.0);
}
