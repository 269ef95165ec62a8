#version 330
// What lies behind the lights, painted small and far out of focus.

uniform sampler2D backdrop;
uniform vec2 picture;  // pixels
uniform vec2 scale;    // texture widths and heights per picture
uniform vec2 shift;

out vec4 light;

void main() {
    vec2 at = (gl_FragCoord.xy / picture - 0.5) * scale + 0.5 + shift;
    light = vec4(textureLod(backdrop, at, 0.0).rgb, 1.0);
}
