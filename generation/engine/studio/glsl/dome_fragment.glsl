#version 330
// The sky over the sea in every direction, without the disc: the water's glitter has that.

#include "sky"
#include "dome"

in vec2 at;
out vec4 light;

void main() {
    vec3 d = from_dome(at);
    d.y = max(d.y, 0.0005);
    light = vec4(sky(normalize(d), false), 1.0);
}
