#version 330
// The clouds as the camera sees them, for a smaller target than the picture: they are soft.

#include "deck"

uniform mat3 axes;
uniform vec2 lens;

in vec2 at;
out vec4 light;

void main() {
    vec3 d = normalize(axes * vec3((at * 2.0 - 1.0) * lens, -1.0));
    light = d.y > 0.0 ? decks(d) : vec4(0.0);
}
