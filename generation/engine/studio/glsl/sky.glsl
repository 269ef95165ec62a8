// A clear sky from its table, a thin layer of cloud before it, and the sun's or moon's disc.

uniform sampler2D sky_table;
uniform sampler2D cloud_noise;
uniform vec3 towards;     // to the sun or moon
uniform vec3 direct;      // its light
uniform vec3 ambient;
uniform vec4 cloud;       // cover, scale, softness, brightness
uniform vec4 cloud_shift; // two drifts, cross-faded
uniform float cloud_mix;
uniform float disc;       // cosine of its apparent radius
uniform float disc_seen;  // 0 behind a closed cover

vec3 clear_sky(vec3 d) {
    float elevation = asin(clamp(d.y, 0.0, 1.0));
    vec2 flat_d = normalize(d.xz + vec2(1e-6, 0.0)), flat_s = normalize(towards.xz + vec2(1e-6, 0.0));
    float azimuth = acos(clamp(dot(flat_d, flat_s), -1.0, 1.0)) / 3.14159265;
    vec2 at = vec2(azimuth * 47.0 / 48.0 + 0.5 / 48.0, sqrt(elevation / 1.5707963) * 63.0 / 64.0 + 0.5 / 64.0);
    return texture(sky_table, at).rgb;
}

float field(vec2 p, vec2 shift) {
    vec4 a = textureLod(cloud_noise, p * 0.11 + shift, 0.0);
    vec4 b = textureLod(cloud_noise, p * 0.37 + shift * 1.7 + a.xy * 0.06, 0.0);
    vec4 c = textureLod(cloud_noise, p * 1.31 + shift * 2.6 + b.xy * 0.05, 0.0);
    return a.x * 0.55 + b.y * 0.3 + c.z * 0.15;
}

float cloud_density(vec2 p) {
    float n = field(p, cloud_shift.xy);
    if (cloud_mix > 0.0) n = mix(n, field(p, cloud_shift.zw), cloud_mix);
    return smoothstep(1.0 - cloud.x, 1.0 - cloud.x + cloud.z, n);
}

// Light through and around the layer, from the density on the way to the sun.
vec4 cloud_layer(vec3 d, vec3 behind) {
    if (cloud.x <= 0.01 || d.y < 0.004) return vec4(0.0);
    vec2 p = d.xz / (d.y + 0.06) * cloud.y;
    float here = cloud_density(p);
    if (here <= 0.002) return vec4(0.0);
    vec2 s = normalize(towards.xz + vec2(1e-6, 0.0)) * 0.16 * cloud.y;
    float before = cloud_density(p + s) + 0.6 * cloud_density(p + 2.2 * s);
    float toward = max(dot(d, towards), 0.0);
    float lining = exp(-2.2 * here) * (0.35 + 2.2 * pow(toward, 10.0)) + 0.12 * pow(toward, 3.0);
    vec3 lit = direct * (0.16 * exp(-1.1 * before) + 0.32 * lining) + ambient * (1.15 - 0.45 * here) + behind * 0.3;
    float fade = smoothstep(0.004, 0.07, d.y);
    return vec4(lit * cloud.w, clamp(here, 0.0, 1.0) * fade * 0.96);
}

// The sun or moon and the glare around it.
vec3 disc_light(vec3 d) {
    float cosine = min(dot(d, towards), 1.0);
    if (cosine < 0.9 || disc_seen == 0.0) return vec3(0.0);
    float edge = smoothstep(disc, disc + (1.0 - disc) * 0.25, cosine);
    float aureole = pow(cosine, 900.0) * 0.8 + pow(cosine, 90.0) * 0.12;
    return direct * (edge * 14.0 + aureole * 1.6) * disc_seen;
}

vec3 sky(vec3 d, bool with_disc) {
    vec3 c = clear_sky(d);
    vec4 layer = cloud_layer(d, c);
    if (with_disc) c += disc_light(d);
    return mix(c, layer.rgb, layer.a);
}
