#version 330
// Light of the curtain: a sharp hem, rays that rise from it and fade, colours by height.

in vec2 cloth;
in float share;

uniform sampler2D rays;   // smooth noise that repeats both ways
uniform vec2 drift;       // where on the noise the curtain is now
uniform float fine;       // rays per 100 km
uniform vec3 low;
uniform vec3 high;
uniform vec3 hem;
uniform float seed;

out vec4 light;

void main() {
    float along = cloth.x * fine;
    float broad = textureLod(rays, vec2(along * 0.043 + drift.x * 0.3, seed + drift.y * 0.4), 0.0).r;
    float ray = textureLod(rays, vec2(along * 0.31 + drift.x, seed * 1.7 + drift.y), 0.0).r;
    float thin = textureLod(rays, vec2(along * 1.13 - drift.x * 1.6, seed * 2.3 + drift.y * 1.4), 0.0).r;
    float bright = smoothstep(0.24, 0.78, broad);
    float pleat = mix(0.35, 1.0, ray) * mix(0.7, 1.0, thin);
    float reach = 0.06 + 0.42 * pleat * (0.3 + 0.7 * broad);
    float up = cloth.y - 0.03 * (1.0 - pleat);
    float body = smoothstep(-0.01, 0.055, up) * exp(-max(up, 0.0) / reach) * (1.0 - smoothstep(0.75, 1.0, cloth.y));
    vec3 colour = mix(low, high, smoothstep(0.1, 0.62, cloth.y));
    colour += hem * smoothstep(0.07, 0.0, up) * bright * 0.9;
    light = vec4(colour * body * bright * pleat * pleat * share, 0.0);
}
