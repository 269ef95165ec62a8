#version 330
// A piece of the track that a running drop wiped into the fog.

in vec4 ends;    // from x, y, to x, y in half picture heights
in vec2 trace;   // half width; how clear it still is

uniform float aspect;

out float across;
out float clear_;

void main() {
    vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
    vec2 along = ends.zw - ends.xy;
    along = along / max(length(along), 1e-5);
    vec2 side = vec2(along.y, -along.x);
    across = corner.x * 2.0 - 1.0;
    clear_ = trace.y;
    vec2 at = mix(ends.xy - along * trace.x * 0.5, ends.zw + along * trace.x * 0.5, corner.y) + side * across * trace.x;
    gl_Position = vec4(at / vec2(aspect, 1.0), 0.0, 1.0);
}
