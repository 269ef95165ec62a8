#version 330
// One star: turned with the sky, dimmed and set twinkling by the air it shines through.

const float TAU = 6.28318530718;

in vec4 star;    // unit vector; flux
in vec4 tint;    // colour; a random number

uniform mat3 to_camera;  // from the celestial sphere to the camera's right, up, forward
uniform vec3 upward;     // the zenith on the celestial sphere
uniform vec2 slopes;
uniform float share;
uniform float level;
uniform float turn;
uniform vec2 beats;      // two twinkling frequencies, cycles per clip
uniform float twinkle;
uniform float pixels;    // picture height

out vec3 radiance;

void main() {
    vec3 view = to_camera * star.xyz;
    float up = dot(upward, star.xyz);
    if (view.z < 0.05 || up < -0.02) {
        gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
        gl_PointSize = 1.0;
        radiance = vec3(0.0);
        return;
    }
    float through = exp(-0.12 / max(up + 0.03, 0.03));
    float shiver = sin(TAU * fract(beats.x * turn + tint.w * 7.0)) + sin(TAU * fract(beats.y * turn + tint.w * 31.0));
    float steady = 1.0 + twinkle * 0.35 * shiver * (0.4 + 0.6 * exp(-4.0 * max(up, 0.0)));
    // A bright star spills over more of the film than a faint one.
    float spread = 0.00092 * (1.0 + 0.22 * log2(1.0 + star.w));
    float radius = max(spread * pixels, 0.7);
    float kept = 0.00105 * 0.00105 * pixels * pixels / (radius * radius);
    radiance = tint.rgb * star.w * level * share * through * max(steady, 0.0) * kept;
    gl_PointSize = 2.0 * radius * 1.6 + 1.0;
    gl_Position = vec4(view.xy / slopes, 0.0, view.z);
}
