#version 330
// A grid that is even on the screen, laid on the sea and displaced by its waves.

uniform mat3 axes;
uniform vec2 lens;
uniform vec3 eye;
uniform vec3 sizes;
uniform sampler2D lift0, lift1;

in vec2 corner;  // -1..1 across, 0..1 from the near edge to the horizon

out vec2 rest;   // where this water is at rest
out vec3 place;

void main() {
    vec2 screen = vec2(corner.x * 1.25, mix(-1.35, 1.35, corner.y));
    vec3 d = axes * vec3(screen * lens, -1.0);
    float reach = d.y < -1e-4 ? -eye.y / d.y : 1e6;
    vec3 level = normalize(vec3(d.x, 0.0, d.z) + vec3(1e-6));
    vec2 xz = reach < 9000.0 && d.y < -1e-4 ? eye.xz + d.xz * reach : eye.xz + level.xz * 9000.0;
    float away = distance(xz, eye.xz);
    float step_size = away * away / (max(eye.y, 1.0) * 260.0) + 0.02;
    float calm = 1.0 - smoothstep(900.0, 3500.0, away);
    vec4 a = textureLod(lift0, xz / sizes.x, log2(max(step_size * 256.0 / sizes.x, 1.0)));
    vec4 b = textureLod(lift1, xz / sizes.y, log2(max(step_size * 256.0 / sizes.y, 1.0)));
    vec3 moved = (a.xyz + b.xyz * (1.0 - smoothstep(60.0, 300.0, away))) * calm;
    rest = xz;
    place = vec3(xz.x, 0.0, xz.y) + moved;
    vec3 seen = transpose(axes) * (place - eye);
    float near = 0.1, far = 12000.0;
    gl_Position = vec4(seen.xy / lens, (far + near) / (near - far) * seen.z + 2.0 * far * near / (near - far), -seen.z);
}
