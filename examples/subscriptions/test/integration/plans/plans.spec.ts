// Plans: what is on offer, and what it once cost.
import { PlansService } from '../../../src/plans/plans.service.js';
import { errorNumberOf } from '../../support/errors.js';
import { startWorld } from '../../support/world.js';

const world = startWorld();

it('shows anybody the plans on offer, the cheapest first', async () => {
  const { body } = await world().t.http.get('/api/plans').expect(200);

  expect(body.map((plan: { code: string; priceCents: number }) => [plan.code, plan.priceCents])).toEqual([['starter', 900], ['team', 4900], ['enterprise', 480000]]);
  expect(body[2].name).toBe('Großkunden');
});

it('does not offer a plan that was withdrawn', async () => {
  await world().rows("UPDATE catalog.plans SET active = 0 WHERE code = 'team'");

  expect((await world().t.get(PlansService).onOffer()).map((plan) => plan.code)).toEqual(['starter', 'enterprise']);
});

it('keeps every price that a plan has had', async () => {
  const operator = await world().asOperator();
  await operator.put('/api/plans/starter/price').send({ priceCents: 1100 }).expect(204);
  await operator.put('/api/plans/starter/price').send({ priceCents: 1300 }).expect(204);

  await operator.get('/api/plans/starter/prices').expect(200, [900, 1100, 1300]);
  await operator.get('/api/plans/team/prices').expect(200, [4900]);
});

it('tells what a plan cost at a time', async () => {
  const [before] = await world().rows<{ now: Date }>('SELECT SYSUTCDATETIME() AS now');
  await world().t.get(PlansService).changePrice('starter', 1100);

  const rows = await world().rows<{ price: number }>("SELECT price_cents AS price FROM catalog.plans FOR SYSTEM_TIME AS OF @0 WHERE code = 'starter'", [before?.now]);
  expect(rows).toEqual([{ price: 900 }]);
});

it('lets only operators change prices', async () => {
  await world().t.http.put('/api/plans/starter/price').send({ priceCents: 1 }).expect(401);
  const customer = await world().asCustomer(1000);
  await customer.put('/api/plans/starter/price').send({ priceCents: 1 }).expect(403);

  expect(await world().t.get(PlansService).prices('starter')).toEqual([900]);
});

it('refuses prices that are none: 422 with the reason', async () => {
  const operator = await world().asOperator();
  const { body } = await operator.put('/api/plans/starter/price').send({ priceCents: -5, discount: true }).expect(422);

  expect(body.message).toEqual(['property discount should not exist', 'priceCents must not be less than 0']);
});

it('says 404 for a plan that does not exist', async () => {
  const operator = await world().asOperator();
  const { body } = await operator.put('/api/plans/gold/price').send({ priceCents: 1 }).expect(404);

  expect(body.message).toBe('There is no plan gold.');
});

it('has rules of its own in the database', async () => {
  expect(await errorNumberOf(world().rows("UPDATE catalog.plans SET currency = 'eur' WHERE code = 'team'"))).toBe(547);
  expect(await errorNumberOf(world().rows("UPDATE catalog.plans SET billing_interval = 'week' WHERE code = 'team'"))).toBe(547);
  expect(await errorNumberOf(world().rows("INSERT INTO catalog.plans (code, name, price_cents) VALUES ('team', 'x', 1)"))).toBe(2627);
});
