#version 330
// The sky behind the sea, with the same haze before it.

#include "sky"

uniform mat3 axes;      // columns: right, up, backward
uniform vec2 lens;      // tangents of half the field of view
uniform float haze_at;  // metres to a horizon half hidden

in vec2 at;
out vec4 light;

const float HAZE_TOP = 70.0;

void main() {
    vec3 d = normalize(axes * vec3((at * 2.0 - 1.0) * lens, -1.0));
    d.y = max(d.y, 0.0005);
    d = normalize(d);
    float veil = 1.0 - exp(-pow(HAZE_TOP / (d.y * haze_at), 1.7));
    vec3 level = normalize(vec3(d.x, 0.015, d.z));
    light = vec4(mix(sky(d, true), clear_sky(level), veil), 1.0);
}
