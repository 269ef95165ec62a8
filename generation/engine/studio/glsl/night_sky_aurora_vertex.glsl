#version 330
// A curtain of aurora: a path over the ground, drawn from its lower border up.

in vec4 hem;     // east, height, north of the lower border (100 km); length along the path
in vec2 rise;    // 0 at the hem, 1 at the top; the layer's share of the light

uniform mat3 from_world;
uniform vec2 slopes;
uniform float tall;

out vec2 cloth;   // along, up
out float share;

void main() {
    vec3 view = from_world * (hem.xyz + vec3(0.0, rise.x * tall, 0.0));
    cloth = vec2(hem.w, rise.x);
    share = rise.y;
    gl_Position = vec4(view.xy / slopes, 0.0, view.z);
}
