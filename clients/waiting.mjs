// Waiting for what nobody tells of.

export const pause = ms => new Promise(resolve => setTimeout(resolve, ms));

/**
 * Asks until there is an answer, and gives it. How long it asks at most only guards against hanging: it is no claim of
 * how fast something is, and holds on a machine that is busy with other things.
 */
export async function until(look, { what = look.toString(), seconds = 120, every = 50 } = {}) {
  for (const end = performance.now() + seconds * 1000; ;) {
    const answer = await look();
    if (answer) return answer;
    if (performance.now() > end) throw new Error(`not within ${seconds} s: ${typeof what === 'function' ? what() : what}`);
    await pause(every);
  }
}
