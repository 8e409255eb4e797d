/* While the house is flooded, a new talk without an account costs some work: a number that makes
   SHA-256(form key + ":" + number) begin with 16 zero bits. It is found while people still write, in
   small pieces, so that the page stays as quick as it was. Without it the form is sent all the same,
   and the house says kindly what else can be done. See counsellors/safety/domain/flooding.py. */
(() => {
  const BITS = 16;
  const PIECE = 1000;
  const form = document.querySelector("form[data-puzzle]");
  if (!form || !window.Uint32Array) return;

  // The constants of SHA-256 are the first bits of roots of primes: computed, not copied.
  const primes = [];
  for (let n = 2; primes.length < 64; n += 1) if (primes.every((p) => n % p)) primes.push(n);
  const part = (x) => ((x - Math.floor(x)) * 4294967296) | 0;
  const K = Int32Array.from(primes, (p) => part(Math.cbrt(p)));
  const H = Int32Array.from(primes.slice(0, 8), (p) => part(Math.sqrt(p)));
  const W = new Int32Array(64);

  // Works `state` on by the 64 bytes at `at`.
  const block = (state, bytes, at) => {
    for (let i = 0; i < 16; i += 1) {
      const j = at + 4 * i;
      W[i] = (bytes[j] << 24) | (bytes[j + 1] << 16) | (bytes[j + 2] << 8) | bytes[j + 3];
    }
    for (let i = 16; i < 64; i += 1) {
      const x = W[i - 15];
      const y = W[i - 2];
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      W[i] = (W[i - 16] + s0 + W[i - 7] + s1) | 0;
    }
    let a = state[0], b = state[1], c = state[2], d = state[3];
    let e = state[4], f = state[5], g = state[6], h = state[7];
    for (let i = 0; i < 64; i += 1) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const one = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0;
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + one) | 0;
      d = c;
      c = b;
      b = a;
      a = (one + two) | 0;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
    state[5] += f;
    state[6] += g;
    state[7] += h;
  };

  const bytesOf = (text) => Uint8Array.from(text, (sign) => sign.charCodeAt(0) & 255);

  // Whole blocks of the key are the same for every number: they are worked through once.
  const begin = (key) => {
    const fixed = bytesOf(`${key}:`);
    const whole = fixed.length - (fixed.length % 64);
    const begun = Int32Array.from(H);
    for (let at = 0; at < whole; at += 64) block(begun, fixed, at);
    const rest = fixed.slice(whole);
    const state = new Int32Array(8);
    const last = new Uint8Array(128);
    return (number) => {
      const digits = String(number);
      const used = rest.length + digits.length;
      const size = used + 9 > 64 ? 128 : 64;
      last.fill(0);
      last.set(rest);
      for (let i = 0; i < digits.length; i += 1) last[rest.length + i] = digits.charCodeAt(i);
      last[used] = 128;
      const bits = (whole + used) * 8;
      last[size - 2] = bits >> 8;
      last[size - 1] = bits & 255;
      state.set(begun);
      for (let at = 0; at < size; at += 64) block(state, last, at);
      return state[0] >>> (32 - BITS) === 0;
    };
  };

  const isRight = begin(form.elements.key.value);
  let number = 0;
  const work = () => {
    for (const end = number + PIECE; number < end; number += 1) {
      if (!isRight(number)) continue;
      form.elements.work.value = String(number);
      form.dataset.puzzle = "solved";
      return;
    }
    setTimeout(work, 0);
  };
  // Only once somebody begins to write: a page that is merely read costs nothing.
  form.addEventListener("input", work, { once: true });
})();
