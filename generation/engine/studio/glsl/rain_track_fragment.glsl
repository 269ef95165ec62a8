#version 330
// The track's cross-section; the clearest of overlapping pieces wins by the blend equation.

in float across;
in float clear_;

out vec4 water;

void main() {
    water = vec4(0.0, 0.0, 0.0, clear_ * (1.0 - smoothstep(0.6, 1.0, abs(across))));
}
