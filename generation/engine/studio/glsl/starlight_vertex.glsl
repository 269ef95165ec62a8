#version 330
// One star over the sea: dimmed by the air and hidden by clouds, twinkling a little.

#include "sky"

in vec4 star;  // unit vector in the world; flux
in vec4 tint;  // colour; a random number

uniform mat3 axes;
uniform vec2 lens;
uniform float haze_at;
uniform float pixels;  // picture height
uniform float turn;
uniform float beats;   // twinkling, cycles per clip

out vec3 radiance;

void main() {
    vec3 d = star.xyz;
    vec3 view = transpose(axes) * d;
    radiance = vec3(0.0);
    gl_PointSize = 1.0;
    gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
    if (view.z > -0.05 || d.y < 0.01) return;
    float clear = exp(-0.16 / (d.y + 0.03)) * exp(-pow(70.0 / (d.y * haze_at), 1.7));
    clear *= 1.0 - cloud_layer(d, vec3(0.0)).a;
    clear *= 1.0 - 0.85 * smoothstep(0.8, 0.995, dot(d, towards));
    float steady = 1.0 + 0.25 * sin(6.2831853 * (fract(beats * turn) + tint.w));
    float radius = max(0.0011 * pixels, 0.75);
    float kept = 0.0011 * 0.0011 * pixels * pixels / (radius * radius);
    radiance = tint.rgb * star.w * clear * steady * kept;
    gl_PointSize = 3.2 * radius + 1.0;
    gl_Position = vec4(view.xy / lens, -view.z, -view.z);
}
