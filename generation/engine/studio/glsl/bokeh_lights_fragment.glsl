#version 330
// The disc that a lens makes of a light out of focus: the aperture's outline, cut to a cat's eye
// towards the corners, brighter at its rim, with faint rings from the lens' polishing.

const float PI = 3.14159265359;

in vec2 local;
in vec3 radiance;
in vec2 field;
in float soft;

uniform float blades;    // 0 for a round aperture
uniform float turned;    // the aperture's rotation, radians
uniform float straight;  // 0 round .. 1 straight blades
uniform float cat_eye;
uniform float fringe;
uniform float onion;
uniform float rim;

out vec4 light;

void main() {
    float d = length(local);
    if (blades > 0.5 && d > 0.01) {
        float sector = 2.0 * PI / blades;
        float turn = mod(atan(local.y, local.x) + turned, sector) - 0.5 * sector;
        float edge = cos(0.5 * sector) / cos(turn);
        d /= mix(1.0, edge, straight);
    }
    d = max(d, length(local + field * cat_eye) / (1.0 + 0.18 * cat_eye * length(field)));
    vec3 spread = d * vec3(1.0 - fringe, 1.0, 1.0 + fringe);
    vec3 inside = 1.0 - smoothstep(vec3(1.0 - soft), vec3(1.0 + 0.25 * soft), spread);
    float large = 1.0 - smoothstep(0.05, 0.3, soft);
    float body = mix(1.0, 0.78 + rim * smoothstep(0.5, 0.97, d) + onion * cos(26.0 * d * d), large);
    light = vec4(radiance * inside * body, 0.0);
}
