#version 330
// The land against the sky, and the sky again in a lake.

uniform vec2 picture;
uniform float aspect;
uniform sampler2D sky;
uniform sampler2D land;      // red: far ridges, fainter the farther; green: near trees and ground
uniform sampler2D ripples;
uniform vec2 offset;         // the frame's own move, half picture heights
uniform vec2 reach;          // the land painting's half size, half picture heights
uniform float base;          // where the painting's middle lies, half picture heights
uniform float shore;         // the lake's far edge
uniform float lake;          // 0 none, 1 there is one
uniform float rough;
uniform vec2 drift;
uniform vec3 far_tint;
uniform vec3 near_tint;

out vec4 light;

vec2 ridges(vec2 at) {
    vec2 uv = (at + offset - vec2(0.0, base)) / reach * 0.5 + 0.5;
    return textureLod(land, clamp(uv, 0.001, 0.999), 0.0).rg;
}

vec3 above(vec2 at, float blur) {
    vec2 uv = at / vec2(aspect, 1.0) * 0.5 + 0.5;
    vec3 colour = textureLod(sky, clamp(uv, 0.0005, 0.9995), blur).rgb;
    vec2 ridge = ridges(at);
    // Haze gathers at the far ridges' feet.
    float low = exp(-max(at.y + offset.y - shore, 0.0) * 7.0);
    float away = 1.0 - smoothstep(0.5, 1.0, ridge.r);
    vec3 mist = far_tint * (1.0 + 1.3 * low + 1.1 * away);
    colour = mix(colour, mist, smoothstep(0.0, 0.5, ridge.r));
    return mix(colour, near_tint, ridge.g);
}

void main() {
    vec2 at = (gl_FragCoord.xy / picture * 2.0 - 1.0) * vec2(aspect, 1.0);
    float edge = shore - offset.y;
    if (lake > 0.5 && at.y < edge) {
        float deep = edge - at.y;
        // Ripples flatten towards the far shore, where a picture's height spans more water.
        vec2 water = vec2(at.x + offset.x, 0.35 / (deep + 0.06)) * vec2(1.0 / (deep + 0.25), 1.0);
        float one = textureLod(ripples, water * vec2(0.12, 0.55) + drift, 0.0).r - 0.5;
        float two = textureLod(ripples, water * vec2(0.31, 1.3) - drift.yx * 1.3, 0.0).r - 0.5;
        vec2 tilt = vec2(one * 0.25 + two * 0.1, one + 0.6 * two) * rough * (0.03 + 0.16 * deep);
        vec2 mirror = vec2(at.x + tilt.x, edge + deep * 1.05 + tilt.y);
        vec3 up = (above(mirror, 1.0) + above(mirror + vec2(0.0, 0.02 + 0.05 * deep) * rough, 1.0)) * 0.5;
        float dim = mix(0.62, 0.36, smoothstep(0.0, 0.8, deep));
        vec3 water_colour = up * dim + near_tint * 0.4;
        light = vec4(water_colour, 1.0);
    } else {
        light = vec4(above(at, 0.0), 1.0);
    }
}
