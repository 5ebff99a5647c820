// The application as a whole: what of main.ts is in force, what starts by itself, and what a spec can put in the place of its parts.
import { SchedulerRegistry } from '@nestjs/schedule';
import { workerDatabase } from 'jest-nest-mssql';
import { ObjectStore } from '../../../src/clients/object-store.js';
import { DocumentsService } from '../../../src/documents/documents.service.js';
import { startWorld } from '../../support/world.js';

const world = startWorld({ overrides: [{ provide: 'BullQueue_notifications', useValue: { add: () => Promise.reject(new Error('no notifications today')) } }] });

it('runs on this worker’s database', async () => {
  await world().t.http.get('/health').expect(200, { database: workerDatabase().name });
});

it('has the prefix, the guard, the pipe and the filter of main.ts', async () => {
  await world().t.http.get('/plans').expect(404);
  await world().t.http.get('/api/invoices').expect(401);
  await world().t.http.post('/api/customers').send({}).expect(422);
  await world().t.http.get('/api/nothing').expect(404);
});

it('keeps its queries going while the date stands still', async () => {
  world().t.clock.set('2030-01-01T00:00:00Z');
  const rows = await Promise.all(Array.from({ length: 25 }, () => world().rows<{ n: number }>('SELECT 1 AS n')));

  expect(rows.flat()).toHaveLength(25);
  expect(new Date().toISOString()).toBe('2030-01-01T00:00:00.000Z');
});

it('knows its schedules, and lets none of them run', () => {
  const registry = world().t.get(SchedulerRegistry);

  expect([...registry.getCronJobs().keys()]).toEqual(['renewals', 'dunning']);
  expect(registry.getIntervals()).toEqual(['stale-exports']);
});

it('works with what createTestApp was given in the place of a queue', async () => {
  await expect(world().subscription({ trialDays: 7 })).rejects.toThrow('no notifications today');
});

it('works with what one spec has put in the place of a method', async () => {
  const { id } = await world().invoice(await world().subscription());
  world().t.override(ObjectStore, { put: () => Promise.reject(new Error('bucket is full')) });

  await expect(world().t.get(DocumentsService).render(id)).rejects.toThrow('bucket is full');
});

it('has its own methods back in the next one', async () => {
  const { id } = await world().invoice(await world().subscription());

  expect((await world().t.get(DocumentsService).render(id)).objectKey).toBe('invoices/INV-000001.pdf');
});
