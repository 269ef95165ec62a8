#version 330
// Twice the size through a 3x3 tent, to be added to the level below.

uniform sampler2D light;
uniform vec2 texel;

in vec2 at;
out vec4 larger;

void main() {
    vec3 sum = texture(light, at).rgb * 4.0;
    for (int x = -1; x <= 1; x += 2) {
        sum += texture(light, at + vec2(x, 0) * texel).rgb * 2.0 + texture(light, at + vec2(0, x) * texel).rgb * 2.0;
        sum += texture(light, at + vec2(x, x) * texel).rgb + texture(light, at + vec2(x, -x) * texel).rgb;
    }
    larger = vec4(sum / 16.0, 1.0);
}
