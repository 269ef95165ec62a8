#version 330
// The view through wet glass: fog where nothing wiped it, and a small turned-round picture of the
// scene in every drop.

uniform sampler2D scene;
uniform sampler2D water;
uniform vec2 picture;    // pixels
uniform float aspect;
uniform float fog;       // 0 clear glass .. 1 fogged
uniform float haze;      // how blurred the fog is, mip level
uniform vec3 ambient;    // light that the fog scatters
uniform float lens;      // how much of the scene a drop shows, half picture heights

out vec4 light;

vec3 behind(vec2 at, float level) { return textureLod(scene, at, level).rgb; }

vec3 fogged(vec2 at) {
    // Four neighbours at a coarse level: without them its texels would show.
    vec2 off = exp2(haze) * 0.7 / vec2(textureSize(scene, 0));
    vec3 sum = behind(at + off, haze) + behind(at - off, haze);
    sum += behind(at + vec2(off.x, -off.y), haze) + behind(at - vec2(off.x, -off.y), haze);
    return 0.25 * sum;
}

void main() {
    vec2 at = gl_FragCoord.xy / picture;
    vec4 wet = texture(water, at);
    float wiped = wet.a;
    float veil = fog * (1.0 - wiped);
    vec3 colour = mix(behind(at, 0.5), fogged(at) * 0.82 + ambient, veil);

    float amount = wet.z;
    float inside = smoothstep(0.22, 0.32, amount);
    vec2 slope = wet.xy / max(amount, 1e-3);
    float edge = clamp(length(slope) / 0.68, 0.0, 1.0);
    vec2 turned = at - slope * (0.35 + 0.65 * edge * edge) * lens / vec2(2.0 * aspect, 2.0);
    // The smaller the drop, the more of the scene falls into one pixel. Asked outside the branch,
    // where neighbouring pixels all know the answer; at a drop's rim it would be no measure.
    vec2 right = clamp(dFdx(turned), -0.1, 0.1);
    vec2 up = clamp(dFdy(turned), -0.1, 0.1);
    if (inside > 0.0) {
        vec3 image = textureGrad(scene, clamp(turned, 0.002, 0.998), right, up).rgb;
        float shade = 1.0 - 0.72 * smoothstep(0.55, 1.0, edge) * (0.65 + 0.35 * slope.y / max(length(slope), 1e-3));
        vec3 glint = (ambient * 3.0 + fogged(vec2(at.x, 0.85)) * 0.35) * smoothstep(0.22, 0.0, length(slope - vec2(-0.2, 0.3)));
        float bottom = smoothstep(0.2, -0.6, slope.y) * 0.25 * edge;
        vec3 drop = image * 1.15 * shade + glint * 0.6 + image * bottom;
        colour = mix(colour, drop, inside);
    }
    light = vec4(colour, 1.0);
}
