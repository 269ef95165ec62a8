#version 330
// Water: sky and sun by Fresnel and by the spread of slopes too small to see, light from within, foam, haze.
// After Bruneton, Neyret and Holzschuch, "Real-time Realistic Ocean Lighting" (2010).

#include "sky"

uniform vec3 eye;
uniform vec3 sizes;
uniform sampler2D slope0, slope1, slope2;
uniform vec3 body;       // colour of the deep water
uniform float foaminess;
uniform float haze_at;   // metres to a horizon half hidden
uniform float ripples;   // slope variance of what is shorter than any cascade

in vec2 rest;
in vec3 place;
out vec4 light;

void main() {
    vec3 v = eye - place;
    float away = length(v);
    v /= away;
    vec2 px = vec2(length(dFdx(rest)), length(dFdy(rest)));
    float footprint = sqrt(max(px.x, 1e-4) * max(px.y, 1e-4)) * 1.15;
    vec4 a = textureLod(slope0, rest / sizes.x, log2(max(footprint * 256.0 / sizes.x, 1.0)));
    vec4 b = textureLod(slope1, rest / sizes.y, log2(max(footprint * 256.0 / sizes.y, 1.0)));
    vec4 c = textureLod(slope2, rest.yx / sizes.z, log2(max(footprint * 256.0 / sizes.z, 1.0)));
    vec2 slope = a.xy + b.xy + c.yx;
    float hidden = max(a.z - dot(a.xy, a.xy), 0.0) + max(b.z - dot(b.xy, b.xy), 0.0) + max(c.z - dot(c.xy, c.xy), 0.0);
    float variance = max(hidden * 0.5, 0.0) + ripples;
    float sigma = sqrt(variance);
    vec3 n = normalize(vec3(-slope.x, 1.0, -slope.y));
    float facing = dot(n, v);
    if (facing < 0.02) { n = normalize(n + v * (0.02 - facing)); facing = 0.02; }

    float fresnel = 0.02 + 0.98 * pow(1.0 - facing, 5.0 * exp(-2.69 * sigma)) / (1.0 + 22.7 * pow(sigma, 1.5));
    vec3 r = reflect(-v, n);
    r.y = abs(r.y) + 0.25 * sigma * (1.0 - abs(r.y)) + 0.002;
    vec3 mirrored = sky(normalize(r), false);

    vec3 h = normalize(towards + v);
    vec2 wanted = -h.xz / max(h.y, 0.05);
    vec2 off = wanted - slope;
    float chance = exp(-0.5 * dot(off, off) / variance) / (6.2831853 * variance);
    float sun_fresnel = 0.02 + 0.98 * pow(1.0 - max(dot(h, v), 0.0), 5.0);
    float glitter = chance * sun_fresnel / (4.0 * pow(max(h.y, 0.2), 4.0) * max(v.y, 0.06)) * smoothstep(-0.02, 0.05, towards.y + 0.03);

    float crest = clamp(place.y * 0.35 + 0.25, 0.0, 1.2);
    float through = pow(max(dot(normalize(v.xz + 1e-5), -normalize(towards.xz + 1e-5)), 0.0), 3.0);
    vec3 deep = body * (ambient * 0.7 + direct * max(towards.y, 0.05) * 0.25);
    deep += body * vec3(0.9, 1.25, 1.05) * direct * crest * through * 0.22 * (1.0 - facing);

    vec3 col = mix(deep, mirrored, fresnel) + direct * min(glitter, 60.0);

    float fold = (a.w * 0.9 + b.w * 1.1) * foaminess;
    float patchy = textureLod(cloud_noise, rest * 0.045 + slope * 0.02, 0.0).y * 0.6 + textureLod(cloud_noise, rest * 0.31, 0.0).z * 0.4;
    float foam = smoothstep(0.9, 1.7, fold + patchy * 0.5) * step(0.05, fold) * (1.0 - smoothstep(500.0, 2500.0, away));
    col = mix(col, (ambient * 1.1 + direct * max(dot(n, towards), 0.0) * 0.25) * 0.8, clamp(foam, 0.0, 0.85));

    vec3 level = normalize(vec3(-v.x, 0.015, -v.z));
    float veil = 1.0 - exp(-pow(away / haze_at, 1.4));
    light = vec4(mix(col, sky(level, false), clamp(veil, 0.0, 1.0)), 1.0);
}
