// The whole sky on one square, as water mirrors it: stereographic, the zenith in the middle, the horizon a circle.

const float HORIZON = 0.47;

vec2 on_dome(vec3 d) {
    return d.xz / (1.0 + d.y) * HORIZON + 0.5;
}

vec3 from_dome(vec2 at) {
    vec2 q = (at - 0.5) / HORIZON;
    float r = max(length(q), 1e-6);
    q *= min(r, 1.0) / r;
    float square = dot(q, q);
    return vec3(2.0 * q.x, 1.0 - square, 2.0 * q.y) / (1.0 + square);
}
