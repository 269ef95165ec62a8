#version 330
// Half the size: a weighted mean of 4x4 texels that tames single bright points.

uniform sampler2D light;
uniform vec2 texel;

in vec2 at;
out vec4 smaller;

vec3 tap(vec2 offset) {
    vec3 c = texture(light, at + offset * texel).rgb;
    c = mix(c, vec3(0.0), vec3(isnan(c)));
    return clamp(c, 0.0, 200.0);
}

void main() {
    vec3 sum = vec3(0.0);
    float total = 0.0;
    for (int i = 0; i < 4; i++) {
        vec3 c = tap(vec2(i & 1, i >> 1) * 2.0 - 1.0);
        float weight = 1.0 / (1.0 + 0.08 * max(c.r, max(c.g, c.b)));
        sum += c * weight;
        total += weight;
    }
    smaller = vec4(sum / total, 1.0);
}
