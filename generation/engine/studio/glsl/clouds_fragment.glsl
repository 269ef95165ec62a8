#version 330
// A sky full of clouds over a dark line of land or sea: two decks, lit from where the sun stands.

#include "sky"

uniform mat3 axes;
uniform vec2 lens;
uniform sampler2D shapes;      // the lower deck's noise, tiled
uniform vec4 shape_shift;      // two drifts
uniform float shape_mix;
uniform vec4 deck;             // cover, scale, density, height of the bases' shading
uniform float morph;           // phase of the slow change of shape, radians
uniform float ground_line;     // elevation of the land's profile, radians; below it is dark
uniform float water;           // 1 where the dark is water that mirrors the sky

in vec2 at;
out vec4 light;

float puff(vec2 p, vec2 shift) {
    vec4 a = textureLod(shapes, p * 0.07 + shift, 0.0);
    vec2 bend = (a.yz - 0.5) * 0.22;
    vec4 b = textureLod(shapes, p * 0.19 + shift * 1.35 + bend, 0.0);
    vec4 c = textureLod(shapes, p * 0.61 + shift * 1.9 + bend * 1.7, 0.0);
    vec4 e = textureLod(shapes, p * 1.93 + shift * 2.6 + bend * 2.4, 0.0);
    float turn = 0.5 + 0.5 * sin(morph + a.w * 6.2831853);
    float n = mix(a.x, a.y, turn * 0.6) * 0.52 + mix(b.y, b.z, turn) * 0.27;
    float billow = 1.0 - abs(2.0 * c.z - 1.0);
    return n + billow * 0.13 + e.x * 0.07 + c.x * 0.05;
}

float deck_density(vec2 p) {
    float n = puff(p, shape_shift.xy);
    if (shape_mix > 0.0) n = mix(n, puff(p, shape_shift.zw), shape_mix);
    return clamp((n - (1.0 - deck.x)) * deck.z, 0.0, 1.0);
}

vec4 lower_deck(vec3 d, vec3 behind) {
    vec2 p = d.xz / (d.y + 0.035) * deck.y;
    float here = deck_density(p);
    if (here <= 0.001) return vec4(0.0);
    vec2 s = normalize(towards.xz + vec2(1e-6, 0.0)) / (0.35 + 2.0 * max(towards.y, 0.0)) * deck.y * 0.12;
    float before = deck_density(p + s) * 0.9 + deck_density(p + 2.1 * s) * 0.7 + deck_density(p + 4.0 * s) * 0.5;
    float toward = max(dot(d, towards), 0.0);
    float thick = here * here * (3.0 - 2.0 * here);
    float through = exp(-1.55 * before);
    float lining = exp(-3.2 * thick) * (0.3 + 3.2 * pow(toward, 14.0) + 0.7 * pow(toward, 4.0));
    float powder = 1.0 - 0.6 * exp(-3.0 * thick);
    vec3 lit = direct * (0.30 * through * powder + 0.42 * lining);
    vec3 shade = ambient * mix(1.5, 0.62, thick * deck.w) + behind * 0.22;
    return vec4(lit + shade, clamp(thick * 1.15, 0.0, 1.0) * smoothstep(0.0, 0.05, d.y));
}

vec3 whole_sky(vec3 d, bool with_disc) {
    vec3 c = sky(d, with_disc);
    vec4 low = lower_deck(d, clear_sky(d));
    vec3 far = clear_sky(vec3(d.x, 0.02, d.z));
    low.rgb = mix(far, low.rgb, smoothstep(0.0, 0.16, d.y));
    return mix(c, low.rgb, low.a);
}

void main() {
    vec3 d = normalize(axes * vec3((at * 2.0 - 1.0) * lens, -1.0));
    float around = atan(d.x, -d.z);
    float ridge = ground_line;
    if (water < 0.5 && ground_line > -0.5) {
        vec4 profile = textureLod(shapes, vec2(around * 0.16, 0.31), 0.0);
        vec4 fine = textureLod(shapes, vec2(around * 1.3, 0.77), 0.0);
        ridge += (profile.x - 0.45) * 0.06 + (fine.y - 0.5) * 0.006;
    }
    float e = asin(clamp(d.y, -1.0, 1.0));
    vec3 up = normalize(vec3(d.x, max(d.y, 0.001), d.z));
    vec3 c = whole_sky(up, true);
    if (e < ridge) {
        if (water > 0.5) {
            float below = ridge - e;
            vec4 n = textureLod(cloud_noise, vec2(around * 9.0, 0.6 / (below + 0.012)) + cloud_shift.xy * 40.0, 0.0);
            vec3 r = normalize(vec3(d.x, below + 0.008 + (n.x - 0.5) * 0.09 * min(1.0, below * 14.0 + 0.2), d.z));
            float fresnel = 0.03 + 0.97 * pow(1.0 - clamp(below * 1.3, 0.0, 1.0), 6.0);
            vec3 glint = direct * exp(-pow((n.y - 0.78) * 9.0, 2.0)) * pow(max(dot(normalize(r.xz), normalize(towards.xz + 1e-5)), 0.0), 160.0) * 2.2;
            c = whole_sky(r, false) * fresnel * 0.9 + glint + vec3(0.003, 0.006, 0.01);
        } else {
            vec3 far = clear_sky(vec3(d.x, 0.02, d.z));
            c = far * 0.012 + ambient * 0.006;
        }
        float edge = smoothstep(0.0, 0.0025, ridge - e);
        c = mix(whole_sky(up, false), c, edge);
    }
    light = vec4(c, 1.0);
}
