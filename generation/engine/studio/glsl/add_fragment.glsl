#version 330
// One instant's share of an exposure. What is no number is no light: it must not spread.

uniform sampler2D light;
uniform float share;

out vec4 added;

void main() {
    vec3 c = texelFetch(light, ivec2(gl_FragCoord.xy), 0).rgb;
    c = mix(c, vec3(0.0), vec3(isnan(c)));
    added = vec4(clamp(c, 0.0, 4000.0) * share, share);
}
