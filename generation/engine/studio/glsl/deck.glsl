// The clouds: a deck with a flat base and towers, marched through, under a thin layer of high cloud.
// Light is single scattering with a guess at the depth towards the sun; shapes are noise made on the host.

#include "sky"

uniform sampler2D shapes;   // the deck's noise, tiled
uniform vec4 shape_shift;   // two drifts, cross-faded
uniform float shape_mix;
uniform vec4 deck;          // threshold, scale, density, how dark the bases are
uniform float tall;         // thickness as a share of the base's height
uniform float morph;        // phase of the slow change of shape, radians
uniform float fine_pixel;   // angle between two rays
uniform vec3 glow;          // the sky's light where the sun stands, low over the horizon

const int STEPS = 9;
const float RISE = 0.24;    // how much more noise the tops need than the bases

vec2 on_deck(vec3 d) {
    return d.xz / (d.y + 0.035) * deck.y;
}

// The large shapes, and how they bend the small ones.
float broad_shape(vec2 p, vec2 shift, out vec2 bend) {
    vec4 a = textureLod(shapes, p * 0.07 + shift, 0.0);
    bend = (a.yz - 0.5) * 0.22;
    vec4 b = textureLod(shapes, p * 0.19 + shift * 1.35 + bend, 0.0);
    float turned = 0.5 + 0.5 * sin(morph + a.w * 6.2831853);
    return mix(a.x, a.y, turned * 0.6) * 0.58 + mix(b.y, b.z, turned) * 0.29;
}

// `lift` parts the details of one height from those of another.
float small_shape(vec2 p, vec2 shift, vec2 bend, vec2 lift, float lod) {
    vec4 c = textureLod(shapes, p * 0.61 + shift * 1.9 + bend * 1.7 + lift, lod);
    return (1.0 - abs(2.0 * c.z - 1.0)) * 0.15 + (c.x - 0.5) * 0.1;
}

float broad_mixed(vec2 p) {
    vec2 bend;
    float n = broad_shape(p, shape_shift.xy, bend);
    if (shape_mix > 0.0) n = mix(n, broad_shape(p, shape_shift.zw, bend), shape_mix);
    return n;
}

float shape(vec2 p, float enough, float h, float lod) {
    vec2 lift = vec2(0.09, 0.05) * h;
    vec2 bend;
    float n = broad_shape(p, shape_shift.xy, bend);
    if (shape_mix == 0.0) {
        if (n + 0.2 < enough) return 0.0;
        return n + small_shape(p, shape_shift.xy, bend, lift, lod);
    }
    n += small_shape(p, shape_shift.xy, bend, lift, lod);
    float other = broad_shape(p, shape_shift.zw, bend);
    return mix(n, other + small_shape(p, shape_shift.zw, bend, lift, lod), shape_mix);
}

// Premultiplied light of the deck, and how much of what is behind it is hidden.
vec4 lower_deck(vec3 d) {
    float spread = 1.0 / (d.y + 0.035);
    vec2 per = d.xz * spread * deck.y;
    float base = 1.04 - deck.x;
    float lod = log2(max(0.61 * 512.0 * deck.y * spread * sqrt(spread) * fine_pixel, 1.0));
    float high_sun = clamp(towards.y * 1.7, 0.0, 1.0);
    vec2 sunward = normalize(towards.xz + vec2(1e-6, 0.0)) * deck.y * mix(0.75, 0.3, high_sun);
    float toward = max(dot(d, towards), 0.0), toward4 = toward * toward * toward * toward;
    float phase = 0.24 + 0.22 * toward4 + 1.5 * pow(toward, 18.0);
    vec3 behind = clear_sky(d);
    vec3 sum = vec3(0.0);
    float left = 1.0;
    float through_step = 5.0 / float(STEPS) * clamp(0.55 * spread, 1.0, 2.2);
    for (int i = 0; i < STEPS; i++) {
        float h = (float(i) + 0.5) / float(STEPS);
        vec2 p = per * (1.0 + tall * h);
        float needed = base + RISE * h;
        float n = shape(p, needed, h, lod);
        float density = clamp((n - needed) * deck.z * 1.7, 0.0, 1.0);
        if (density < 0.004) continue;
        float above = clamp((n - base) / RISE - h, 0.0, 1.2);
        float aside = clamp((broad_mixed(p + sunward) + 0.09 - needed) * 5.0, 0.0, 1.0);
        float depth = above * mix(0.7, 1.7, high_sun) + aside * mix(2.4, 1.0, high_sun) + density * 0.35;
        vec3 lit = direct * phase * (0.95 * exp(-1.5 * depth) + 0.1 * exp(-0.3 * depth));
        float shade = mix(1.15, 0.34, clamp(deck.w * (above * 0.9 + 0.12), 0.0, 1.0));
        vec3 around = ambient * shade * mix(0.8, 1.15, h) + (behind * 0.1 + glow * (0.03 + 0.2 * toward4)) * shade;
        float opaque = 1.0 - exp(-density * through_step);
        sum += left * opaque * (lit + around);
        left *= 1.0 - opaque;
        if (left < 0.03) break;
    }
    float hidden = 1.0 - left;
    hidden = hidden > 0.97 ? 1.0 : hidden;
    vec3 far = clear_sky(vec3(d.x, 0.02, d.z));
    sum = mix(far * hidden, sum, smoothstep(0.0, 0.15, d.y));
    return vec4(sum, hidden) * smoothstep(0.0, 0.05, d.y);
}

// The deck before the high layer.
vec4 decks(vec3 d) {
    vec4 low = lower_deck(d);
    if (low.a > 0.995) return low;
    vec4 high = cloud_layer(d, clear_sky(d));
    return low + vec4(high.rgb, 1.0) * high.a * (1.0 - low.a);
}
