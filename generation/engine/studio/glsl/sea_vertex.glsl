#version 330
// A grid laid on the sea and displaced by its waves, its rows closer to each other towards the horizon.

uniform mat3 axes;
uniform vec2 lens;
uniform vec3 eye;
uniform vec3 sizes;
uniform vec4 span;  // lowest and highest row on the screen, half its width, number of rows
uniform sampler2D lift0, lift1;

in vec2 corner;  // -1..1 across, 0..1 from the near edge to the horizon

out vec2 rest;   // where this water is at rest
out vec3 place;

const float CROWDING = 1.7;
const float FARTHEST = 9000.0;

void main() {
    float up = 1.0 - pow(1.0 - corner.y, CROWDING);
    vec2 screen = vec2(corner.x * span.z, mix(span.x, span.y, up));
    vec3 d = axes * vec3(screen * lens, -1.0);
    float reach = d.y < -1e-4 ? -eye.y / d.y : 1e6;
    vec3 level = normalize(vec3(d.x, 0.0, d.z) + vec3(1e-6));
    bool near_by = d.y < -1e-4 && reach * length(d.xz) < FARTHEST;
    vec2 xz = eye.xz + (near_by ? d.xz * reach : level.xz * FARTHEST);
    float away = distance(xz, eye.xz);
    // Waves shorter than the grid's own steps are left to the slopes.
    float angle = lens.y * (span.y - span.x) * CROWDING * pow(1.0 - corner.y, CROWDING - 1.0) / span.w;
    float stride = (away * away / max(eye.y, 1.0) + eye.y) * max(angle, 2e-4);
    float across = away * lens.x * 0.012;
    float coarse = max(sqrt(stride * across), 0.02);
    float calm = 1.0 - smoothstep(1500.0, 6000.0, away);
    vec4 a = textureLod(lift0, xz / sizes.x, log2(max(coarse * 256.0 / sizes.x, 1.0)));
    vec3 moved = a.xyz;
    if (away < 300.0) {
        vec4 b = textureLod(lift1, xz / sizes.y, log2(max(coarse * 256.0 / sizes.y, 1.0)));
        moved += b.xyz * (1.0 - smoothstep(60.0, 300.0, away));
    }
    moved *= calm;
    rest = xz;
    place = vec3(xz.x, 0.0, xz.y) + moved;
    vec3 seen = transpose(axes) * (place - eye);
    float near = 0.1, far = 12000.0;
    gl_Position = vec4(seen.xy / lens, (far + near) / (near - far) * seen.z + 2.0 * far * near / (near - far), -seen.z);
}
