#version 330
// Water: sky and sun by Fresnel and by the spread of slopes too small to see, light from within, foam, haze.
// After Bruneton, Neyret and Holzschuch, "Real-time Realistic Ocean Lighting" (2010).

#include "sky"
#include "dome"

uniform vec3 eye;
uniform vec3 sizes;
uniform sampler2D slope0, slope1, slope2;
uniform sampler2D dome;
uniform vec3 body;       // colour of the deep water
uniform float foaminess;
uniform float streaks;   // foam drawn out by the wind, 0 to 1
uniform vec2 wind_way;
uniform float haze_at;   // metres to a horizon half hidden
uniform float ripples;   // slope variance of what is shorter than any cascade
uniform float pixel;     // angle of one pixel

in vec2 rest;
in vec3 place;
out vec4 light;

vec4 noise(vec2 p, float footprint, float per_metre) {
    return textureLod(cloud_noise, p * per_metre, log2(max(footprint * per_metre * 512.0, 1.0)));
}

void main() {
    vec3 v = eye - place;
    float away = length(v);
    v /= away;
    float footprint = 1.1 * away * pixel * inversesqrt(clamp(v.y, 0.01, 1.0));
    vec4 a = textureLod(slope0, rest / sizes.x, log2(max(footprint * 256.0 / sizes.x, 1.0)));
    // The backs of waves are seen at a flatter angle still.
    float turned_away = dot(normalize(vec3(-a.x, 1.0, -a.y)), v);
    footprint = 1.1 * away * pixel * pow(clamp(turned_away, 0.008, 1.0), -0.6);
    vec4 b = textureLod(slope1, rest / sizes.y, log2(max(footprint * 256.0 / sizes.y, 1.0)));
    vec4 c = textureLod(slope2, rest.yx / sizes.z, log2(max(footprint * 256.0 / sizes.z, 1.0)));
    // Gusts roughen the water in patches.
    vec4 broad = noise(rest, footprint, 0.0031);
    float gust = clamp(1.0 + 2.4 * (broad.x - 0.5), 0.45, 1.5);
    vec2 slope = a.xy + b.xy * (0.6 + 0.4 * gust) + c.yx * gust;
    if (footprint < 0.035) {
        // Close by, the same ripples once more, finer and turned.
        vec2 turned = vec2(rest.x * 0.8 - rest.y * 0.6, rest.x * 0.6 + rest.y * 0.8) * 3.7;
        vec4 e = textureLod(slope2, turned / sizes.z, log2(max(footprint * 3.7 * 256.0 / sizes.z, 1.0)));
        slope += e.xy * gust * 0.55 * (1.0 - smoothstep(0.015, 0.035, footprint));
    }
    float hidden = max(a.z - dot(a.xy, a.xy), 0.0) + max(b.z - dot(b.xy, b.xy), 0.0)
        + max(c.z - dot(c.xy, c.xy), 0.0) * gust * gust;
    float variance = hidden * 0.5 + ripples * gust;
    float sigma = sqrt(variance);
    vec3 n = normalize(vec3(-slope.x, 1.0, -slope.y));
    float facing = dot(n, v);
    if (facing < 0.02) { n = normalize(n + v * (0.02 - facing)); facing = 0.02; }

    float fresnel = 0.02 + 0.98 * pow(1.0 - facing, 5.0 * exp(-2.69 * sigma)) / (1.0 + 22.7 * sigma * sqrt(sigma));
    vec3 r = reflect(-v, n);
    r.y = abs(r.y) + 0.25 * sigma * (1.0 - abs(r.y)) + 0.002;
    vec3 mirrored = textureLod(dome, on_dome(normalize(r)), log2(max(sigma * 80.0, 1.0))).rgb;

    vec3 h = normalize(towards + v);
    vec2 wanted = -h.xz / max(h.y, 0.05);
    vec2 off = wanted - slope;
    float chance = exp(-0.5 * dot(off, off) / variance) / (6.2831853 * variance);
    float grazing = 1.0 - max(dot(h, v), 0.0), grazing2 = grazing * grazing;
    float sun_fresnel = 0.02 + 0.98 * grazing2 * grazing2 * grazing;
    float steep = max(h.y, 0.2) * max(h.y, 0.2);
    float glitter = chance * sun_fresnel / (4.0 * steep * steep * max(v.y, 0.06)) * smoothstep(-0.05, 0.02, towards.y)
        * max(sqrt(disc_seen), 0.35);

    float crest = clamp(place.y * 0.35 + 0.25 + 0.6 * (a.w - 0.1), 0.0, 1.2);
    float through = max(dot(normalize(v.xz + 1e-5), -normalize(towards.xz + 1e-5)), 0.0);
    vec3 deep = body * (ambient * (0.45 + 0.55 * crest) + direct * max(towards.y, 0.05) * (0.12 + 0.2 * crest));
    deep += body * vec3(0.9, 1.25, 1.05) * direct * crest * through * through * through * 0.22 * (1.0 - facing);

    vec3 col = mix(deep, mirrored, fresnel) + direct * min(glitter, 60.0);

    // Foam: where crests fold over, torn by noise; older foam drawn out along the wind.
    float fold = (a.w * 1.5 + b.w * 0.8) * (0.45 + 0.55 * foaminess);
    float crests = smoothstep(0.42, 0.95, fold) * min(foaminess, 1.0);
    float old = 0.0;
    if (streaks > 0.0) {
        vec2 lengthwise = vec2(dot(rest, wind_way), dot(rest, vec2(-wind_way.y, wind_way.x)));
        vec4 drawn = textureLod(cloud_noise, vec2(0.004, 0.034) * lengthwise + slope * 0.01, log2(max(footprint * 9.0, 1.0)));
        old = smoothstep(0.56, 0.78, drawn.z * 0.75 + broad.z * 0.25) * streaks;
    }
    if (crests + old > 0.004) {
        vec2 torn = rest - slope * 0.6;
        float lace = noise(torn, footprint, 0.06).y * 0.45 + noise(torn, footprint, 0.37).z * 0.55;
        float blur = clamp(footprint * 1.5, 0.0, 0.3);
        float fresh = smoothstep(0.66 - 0.5 * crests - blur, 0.8 - 0.32 * crests + blur, lace) * smoothstep(0.0, 0.25, crests);
        float web = (1.0 - smoothstep(0.02, 0.14 + blur, abs(lace - 0.5))) * old * 0.3;
        float foam = clamp(fresh * 0.9 + web, 0.0, 0.88);
        col = mix(col, ambient * 0.85 + direct * max(dot(n, towards), 0.0) * 0.2, foam);
    }

    vec3 level = normalize(vec3(-v.x, 0.015, -v.z));
    float veil = 1.0 - exp(-pow(away / haze_at, 1.7));
    if (veil > 0.0002) col = mix(col, clear_sky(level), veil);
    light = vec4(col, 1.0);
}
