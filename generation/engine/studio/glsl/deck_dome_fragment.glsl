#version 330
// Clouds and sky in every direction, for the water.

#include "deck"
#include "dome"

in vec2 at;
out vec4 light;

void main() {
    vec3 d = from_dome(at);
    d = normalize(vec3(d.x, max(d.y, 0.0005), d.z));
    vec4 low = decks(d);
    light = vec4(clear_sky(d) * (1.0 - low.a) + low.rgb, 1.0);
}
