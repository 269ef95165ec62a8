#version 330
// The sky behind everything.

#include "sky"

uniform mat3 axes;  // columns: right, up, backward
uniform vec2 lens;  // tangents of half the field of view

in vec2 at;
out vec4 light;

void main() {
    vec3 d = normalize(axes * vec3((at * 2.0 - 1.0) * lens, -1.0));
    d.y = max(d.y, 0.0005);
    light = vec4(sky(normalize(d), true), 1.0);
}
