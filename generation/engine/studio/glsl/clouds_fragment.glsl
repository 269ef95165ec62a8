#version 330
// The sky with its disc behind the clouds, and hills before them.

#include "deck"

uniform mat3 axes;
uniform vec2 lens;
uniform sampler2D clouds;
uniform float hills;  // elevation of the nearest ridge, radians; below -1 for none

in vec2 at;
out vec4 light;

// Small tatters at the clouds' edges, finer than the target they were drawn on.
vec4 torn(vec4 cloud, vec3 d) {
    if (cloud.a < 0.01 || cloud.a > 0.99) return cloud;
    vec2 p = on_deck(d) * 1.93;
    float e = textureLod(shapes, p + shape_shift.xy * 2.6, 0.0).x;
    if (shape_mix > 0.0) e = mix(e, textureLod(shapes, p + shape_shift.zw * 2.6, 0.0).x, shape_mix);
    float more = 1.0 + (e - 0.5) * 3.0 * (1.0 - cloud.a) * smoothstep(0.04, 0.2, d.y);
    return cloud * clamp(more, 0.3, 1.0 / cloud.a);
}

void main() {
    vec3 d = normalize(axes * vec3((at * 2.0 - 1.0) * lens, -1.0));
    vec3 up = normalize(vec3(d.x, max(d.y, 0.0005), d.z));
    vec3 c = clear_sky(up) + disc_light(up);
    vec4 cloud = torn(texture(clouds, at), up);
    c = c * (1.0 - cloud.a) + cloud.rgb;
    if (hills > -1.0 && d.y < 0.2) {
        // Three ridges, the farther the paler; each a profile round the horizon.
        float around = atan(d.x, -d.z), e = asin(d.y);
        vec3 air = clear_sky(vec3(d.x, 0.02, d.z));
        for (int i = 0; i < 3; i++) {
            float nearness = float(i) * 0.5;
            vec2 along = vec2(around * (0.5 - 0.13 * float(i)), 0.31 + 0.23 * float(i));
            float profile = textureLod(shapes, along, 0.0).x + 0.16 * textureLod(shapes, along * 5.0, 0.0).y
                + 0.03 * textureLod(shapes, along * 31.0, 0.0).z;
            float ridge = hills + (1.0 - nearness) * 0.022 + (profile - 0.63) * mix(0.10, 0.07, nearness);
            float covers = smoothstep(-0.6, 0.6, (ridge - e) / fine_pixel);
            vec3 land = mix(ambient * vec3(0.06, 0.07, 0.055), air, 0.5 * exp(-4.0 * nearness));
            land += air * 0.12 * exp(-max(ridge - e, 0.0) * 30.0) * (1.0 - nearness);
            c = mix(c, land, covers);
        }
    }
    light = vec4(c, 1.0);
}
