#version 330
// Adds one drop to the water on the glass: how much there is, and which way it slopes.

in vec2 local;
in float bend;

out vec4 water;   // slope x, y weighted by amount; amount; 0

void main() {
    vec2 at = local;
    at.x += (bend - 0.5) * 0.45 * (at.y * at.y - 0.3);
    at.y += (fract(bend * 7.3) - 0.5) * 0.35 * (at.x * at.x - 0.3);
    float inside = max(1.0 - dot(at, at), 0.0);
    float amount = inside * inside;
    water = vec4(local * amount, amount, 0.0);
}
