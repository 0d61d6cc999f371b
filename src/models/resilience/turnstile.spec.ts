import { describe, expect, it } from '@jest/globals';
import { Turnstile } from './turnstile.js';

/** Lets everything run that is ready to. */
const settled = () => new Promise((done) => setImmediate(done));

describe(Turnstile.name, () => {
  it('lets so many in, and the others in the order in which they came', async () => {
    const turnstile = new Turnstile(2);
    const order: number[] = [];
    const leaves: (() => void)[] = [];
    const all = [0, 1, 2, 3, 4].map(async (number) => {
      leaves.push(await turnstile.enter());
      order.push(number);
    });
    await settled();
    expect([order, turnstile.waiting]).toEqual([[0, 1], 3]);
    for (let at = 0; at < 5; at++) {
      leaves[at]!();
      await settled();
      expect(turnstile.inside).toBeLessThanOrEqual(2);
    }
    await Promise.all(all);
    expect([order, turnstile.inside]).toEqual([[0, 1, 2, 3, 4], 0]);
  });

  it('counts who leaves twice once', async () => {
    const turnstile = new Turnstile(2);
    const [leave] = [await turnstile.enter(), await turnstile.enter()];
    leave();
    leave();
    expect(turnstile.inside).toBe(1);
  });

  it('lets those who give up go, by signal and by patience, and forgets them', async () => {
    const turnstile = new Turnstile(1);
    const leave = await turnstile.enter();
    const controller = new AbortController();
    const aborted = turnstile.enter({ signal: controller.signal });
    const impatient = turnstile.enter({ patienceMs: 5 });
    const patient = turnstile.enter({ patienceMs: 600_000, signal: controller.signal });
    await expect(impatient).rejects.toMatchObject({ code: 'model.rate_limited' });
    const reason = new Error('stop');
    controller.abort(reason);
    await expect(Promise.allSettled([aborted, patient])).resolves.toMatchObject([{ reason }, { reason }]);
    expect([turnstile.waiting, turnstile.inside]).toEqual([0, 1]);
    leave();
    await turnstile.enter();
  });

  it('turns away when too many wait', async () => {
    const turnstile = new Turnstile(1, 1);
    const leave = await turnstile.enter();
    const second = turnstile.enter();
    await expect(turnstile.enter()).rejects.toMatchObject({ code: 'model.rate_limited' });
    leave();
    (await second)();
  });

  it('lets more in when it becomes wider, and nobody out when it becomes narrower', async () => {
    const turnstile = new Turnstile(1);
    const leaves = [await turnstile.enter()];
    const waiting = [turnstile.enter(), turnstile.enter()];
    turnstile.capacity = 3;
    leaves.push(...(await Promise.all(waiting)));
    turnstile.capacity = 1;
    expect(turnstile.inside).toBe(3);
    const next = turnstile.enter();
    leaves[0]!();
    leaves[1]!();
    await settled();
    expect([turnstile.inside, turnstile.waiting]).toEqual([1, 1]);
    leaves[2]!();
    await next;
  });
});
