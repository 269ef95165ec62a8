#version 330
// One drop on the glass, as a square from a strip of four corners.

in vec4 drop;    // centre x, y and radius in half picture heights; a random number

uniform float aspect;

out vec2 local;
out float bend;

void main() {
    local = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0;
    bend = drop.w;
    // The drawn field is wider than the drop: two that come close join before they touch.
    vec2 at = drop.xy + local * drop.z * 1.5;
    gl_Position = vec4(at / vec2(aspect, 1.0), 0.0, 1.0);
}
