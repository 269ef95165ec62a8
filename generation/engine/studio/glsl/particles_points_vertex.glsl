#version 330
// One particle: its seat in the formation, lifted by travelling waves, projected and defocused.

const float TAU = 6.28318530718;

in vec4 seat;  // along, across: 0..1; two random numbers

uniform int formation;      // 0 sea, 1 ribbons, 2 cloud
uniform float turn;         // share of the clip
uniform vec4 waves[8];      // wave vector x, z (turns per unit); cycles per clip; phase (turns)
uniform float heights[8];
uniform float scatter;      // 0 ordered rows .. 1 random
uniform float sheets;
uniform vec3 eye;
uniform mat3 axes;          // columns: right, up, forward
uniform vec2 focal;         // clip units per unit slope, guard band included
uniform float picture;      // picture height, pixels
uniform float focus;        // distance in focus
uniform float aperture;     // blur radius far from focus, picture heights
uniform float grain;        // a particle's radius at distance 1, picture heights
uniform float sparkle;
uniform sampler2D ramp;

out vec3 colour;
out float strength;
out float blurred;
out float radius;

float wave(int i, vec2 at, float shift) {
    float phase = dot(waves[i].xy, at) + waves[i].z * turn + waves[i].w + shift;
    return sin(TAU * fract(phase));
}

float swell(vec2 at, float shift) {
    float bend = 0.12 * wave(0, at.yx, shift);
    float sum = 0.0;
    for (int i = 0; i < 8; i++) sum += heights[i] * wave(i, at + bend, shift * float(i + 1));
    return sum;
}

void main() {
    vec3 place;
    float tone;
    float light = 1.0;
    if (formation == 0) {
        vec2 loose = (seat.zw - 0.5) * scatter;
        float away = 0.7 * pow(40.0, seat.y) * (1.0 + 0.05 * loose.y);
        vec2 at = vec2((seat.x - 0.5) * 34.0 + 0.3 * loose.x, away);
        float lift = swell(at, 0.0);
        place = vec3(at.x, lift, at.y);
        tone = 0.42 + 0.42 * lift / (abs(heights[0]) + abs(heights[1]) + 0.15) + 0.12 * wave(2, at * 0.35, 0.3);
        light = mix(0.18, 1.7, smoothstep(0.15, 0.95, tone)) * smoothstep(28.0, 12.0, away);
    } else if (formation == 1) {
        float sheet = floor(seat.z * sheets);
        float shift = sheet * 0.173;
        float along = (seat.x - 0.5) * 15.0;
        vec2 at = vec2(along, sheet * 1.7);
        float twist = 1.9 * wave(1, at * 0.8, shift) + 1.3 * wave(3, at * 0.45, -shift) + 0.9;
        float breadth = 0.9 + 0.5 * wave(2, at * 0.7, shift);
        vec3 across = vec3(0.25 * sin(twist), cos(twist), sin(twist));
        vec3 spine = vec3(along, 0.9 * swell(at * 0.6, shift) + (sheet - 0.5 * (sheets - 1.0)) * 0.28,
                          6.5 + 1.6 * wave(4, at * 0.5, shift));
        place = spine + across * (seat.y - 0.5) * 2.4 * breadth;
        place += (vec3(seat.w, fract(seat.w * 71.3), fract(seat.w * 13.7)) - 0.5) * scatter * 0.25;
        tone = 0.12 + 0.62 * seat.y + 0.24 * wave(2, at * 0.4, shift) + 0.05 * sheet;
        light = 0.25 + 0.9 * pow(abs(sin(twist)), 2.0) * seat.y + 0.25 * seat.y;
    } else {
        vec3 box = vec3(seat.x, seat.y, seat.z) - 0.5;
        place = box * vec3(20.0, 9.0, 12.0) + vec3(0.0, 0.0, 8.2);
        place += 0.55 * vec3(wave(0, place.yz * 0.7, 0.0), wave(1, place.xz * 0.7, 0.0), wave(2, place.xy * 0.7, 0.0));
        float veil = wave(1, place.xy * 0.5, 0.1) + wave(3, place.zy * 0.4, 0.6) + wave(2, place.xz * 0.3, 0.2);
        tone = 0.5 + 0.2 * veil;
        light = mix(0.02, 2.2, smoothstep(0.2, 2.3, veil));
    }

    float rare = step(0.985, fract(seat.w * 17.31 + seat.z));
    float blink = 0.5 + 0.5 * sin(TAU * fract(floor(1.0 + 3.0 * fract(seat.w * 5.7)) * waves[7].z * turn + seat.w * 9.0));
    light *= 1.0 + sparkle * rare * (1.0 + 7.0 * blink * blink * blink);

    vec3 view = transpose(axes) * (place - eye);
    if (view.z < 0.35) {
        gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
        gl_PointSize = 1.0;
        return;
    }
    float sharp = grain / view.z;
    blurred = min(aperture * abs(view.z - focus) / view.z, 0.045);
    radius = sqrt(sharp * sharp + blurred * blurred) * picture;
    float drawn = max(radius, 0.75);
    // The same light over a larger disc; what is smaller than a pixel dims instead of vanishing.
    strength = light * (sharp * sharp) / max(blurred * blurred + sharp * sharp, 1e-9)
        * (radius * radius) / (drawn * drawn);
    blurred = smoothstep(1.2, 4.0, blurred / max(sharp, 1e-6));
    radius = drawn;
    colour = textureLod(ramp, vec2(clamp(tone, 0.01, 0.99), 0.5), 0.0).rgb;
    gl_PointSize = 2.0 * drawn + 1.0;
    gl_Position = vec4(view.xy * focal, 0.0, view.z);
}
