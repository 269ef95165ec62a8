#version 330
// The ground behind the particles: two colours, a glow, a falling-off towards the corners.

uniform vec2 picture;  // pixels
uniform vec3 low;
uniform vec3 high;
uniform vec3 glow;
uniform vec2 centre;   // of the glow, -1..1
uniform float falloff;

out vec4 light;

void main() {
    vec2 at = (gl_FragCoord.xy / picture) * 2.0 - 1.0;
    vec2 off = (at - centre) * vec2(min(picture.x / picture.y, 1.4) * 0.55, 1.0);
    vec3 tint = mix(low, high, smoothstep(-1.0, 1.0, at.y)) + glow * exp(-2.2 * dot(off, off));
    light = vec4(tint * (1.0 - falloff * smoothstep(0.5, 2.0, dot(at, at))), 1.0);
}
