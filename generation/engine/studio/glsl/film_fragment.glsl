#version 330
// Develop: lens, exposure, tone, look, grain, dither to 8 bit.

uniform sampler2D light;
uniform sampler2D bloomed;
uniform sampler2D grain_plate;
uniform vec2 picture;
uniform float exposure;
uniform float bloom;
uniform float halation;
uniform float contrast;
uniform float saturation;
uniform vec3 shadows;
uniform vec3 highlights;
uniform float lift;
uniform float vignette;
uniform vec4 silver;
uniform float grain_scale;
uniform float grain_amount;
uniform vec2 grain_shift;
uniform vec2 weave;
uniform vec4 specks;

in vec2 at;
out vec4 developed;

const vec3 LUMA = vec3(0.2126, 0.7152, 0.0722);

// A filmic shoulder that lets bright colours pale on their way to white, as dye layers do.
vec3 tone(vec3 c) {
    float peak = max(c.r, max(c.g, c.b));
    float squeezed = peak * (1.0 + peak / 18.0) / (1.0 + 0.88 * peak);
    vec3 kept = c * (squeezed / max(peak, 1e-5));
    vec3 apart = c * (1.0 + c / 18.0) / (1.0 + 0.88 * c);
    vec3 mixed = mix(kept, apart, 0.65);
    float paling = smoothstep(0.75, 1.25, squeezed) * 0.5;
    return clamp(mix(mixed, vec3(squeezed), paling), 0.0, 1.0);
}

vec3 encode(vec3 c) {
    c = clamp(c, 0.0, 1.0);
    return mix(12.92 * c, 1.055 * pow(max(c, vec3(1e-6)), vec3(1.0 / 2.4)) - 0.055, step(0.0031308, c));
}

// Interleaved gradient noise: spreads the rounding so that skies do not band.
float dither(vec2 p) {
    return fract(52.9829189 * fract(dot(p, vec2(0.06711056, 0.00583715))));
}

void main() {
    vec2 where = at + weave * vec2(picture.y / picture.x, 1.0);
    vec3 c = texture(light, where).rgb;
    c = clamp(mix(c, vec3(0.0), vec3(isnan(c))), 0.0, 4000.0);
    vec3 glow = texture(bloomed, where).rgb / 5.0;
    c = mix(c, glow, bloom) + glow * halation * vec3(1.0, 0.32, 0.12);
    vec2 off = (at - 0.5) * vec2(picture.x / picture.y, 1.0) / max(1.0, picture.x / picture.y);
    c *= exposure * (1.0 - vignette * smoothstep(0.12, 0.75, dot(off, off) * 1.6));

    c = mix(c, vec3(dot(c, silver.rgb)), silver.a);
    c = tone(c);
    float luma = dot(c, LUMA);
    c = mix(vec3(luma), c, saturation);
    c *= mix(shadows, highlights, smoothstep(0.02, 0.7, luma));
    vec3 e = encode(max(c, 0.0));
    e = mix(vec3(0.42), e, contrast);
    e = max(e, 0.0) * (1.0 - lift) + lift;

    vec3 g = texture(grain_plate, gl_FragCoord.xy / (grain_scale * 512.0) + grain_shift).rgb;
    g = mix(g, vec3(g.g), silver.a);
    float bright = clamp(dot(e, LUMA), 0.0, 1.0);
    e += g * grain_amount * (0.35 + 1.9 * bright * (1.0 - bright));

    vec2 speck = (at - specks.xy) * vec2(picture.x / picture.y, 1.0);
    e *= 1.0 - specks.w * (1.0 - smoothstep(specks.z * 0.6, specks.z + 1e-5, length(speck))) * step(1e-6, specks.w);
    e += (dither(gl_FragCoord.xy) - 0.5) / 255.0;
    developed = vec4(clamp(e, 0.0, 1.0), 1.0);
}
