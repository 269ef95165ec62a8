#version 330
// A star's spot on the film.

in vec3 radiance;

out vec4 light;

void main() {
    vec2 off = gl_PointCoord * 2.0 - 1.0;
    light = vec4(radiance * exp(-4.5 * dot(off, off)), 0.0);
}
