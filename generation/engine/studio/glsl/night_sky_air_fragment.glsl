#version 330
// The sky without its stars: air, Milky Way and aurora, by the direction of each pixel's ray.

uniform vec2 picture;
uniform vec2 slopes;       // tangents of the half angles of view
uniform mat3 to_world;     // from the camera's right, up, forward
uniform mat3 to_galaxy_a;  // from the world, at the two phases of a cross-faded loop
uniform mat3 to_galaxy_b;
uniform vec2 shares;
uniform sampler2D galaxy;  // longitude x sine of latitude, -0.6..0.6
uniform sampler2D aurora;
uniform float milky_way;
uniform vec3 zenith;
uniform vec3 horizon;
uniform vec3 glow;         // a town's or the last sun's, low in the sky
uniform vec2 glow_side;    // its direction, x and z
uniform float glow_height;

out vec4 light;

const float TAU = 6.28318530718;

vec3 band(vec3 ray) {
    float across = ray.z / 1.2 + 0.5;
    if (across < 0.0 || across > 1.0) return vec3(0.0);
    float along = atan(ray.y, ray.x + 1e-6) / TAU + 0.5;
    return textureLod(galaxy, vec2(along, across), 0.0).rgb;
}

// The aurora is drawn at half size: between its pixels, so that steep edges show no steps.
vec3 curtains(vec2 at) {
    vec2 off = 0.8 / vec2(textureSize(aurora, 0));
    vec3 sum = textureLod(aurora, at + off, 0.0).rgb + textureLod(aurora, at - off, 0.0).rgb;
    sum += textureLod(aurora, at + vec2(off.x, -off.y), 0.0).rgb;
    sum += textureLod(aurora, at + vec2(-off.x, off.y), 0.0).rgb;
    // Air scatters a part of it into a wide glow.
    return 0.22 * sum + 0.16 * textureLod(aurora, at, 4.0).rgb + 0.1 * textureLod(aurora, at, 5.0).rgb;
}

void main() {
    vec2 at = gl_FragCoord.xy / picture;
    vec3 ray = normalize(to_world * vec3((at * 2.0 - 1.0) * slopes, 1.0));
    float up = max(ray.y, 0.0);
    float thick = exp(-up * 4.5);
    vec3 air = mix(zenith, horizon, thick);
    float toward = dot(ray.xz, glow_side) / max(length(ray.xz), 1e-3);
    air += glow * exp(-up / glow_height) * smoothstep(-0.6, 1.0, toward);
    float through = exp(-0.12 / max(ray.y + 0.03, 0.03));
    vec3 milk = vec3(0.0);
    if (milky_way > 0.0) {
        milk = band(to_galaxy_a * ray) * shares.x;
        if (shares.y > 0.0) milk += band(to_galaxy_b * ray) * shares.y;
    }
    light = vec4(air + milk * milky_way * through + curtains(at), 1.0);
}
