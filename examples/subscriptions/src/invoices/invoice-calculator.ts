// What an invoice consists of: arithmetic only.
import type { Plan } from '../plans/plan.entity.js';

export interface Line {
  readonly description: string;
  readonly quantity: number;
  readonly amountCents: number;
}

const TAX_PERCENT: Readonly<Record<string, number>> = { DE: 19, AT: 20, FR: 20 };

/** The seats, and what was used beyond what they include. */
export function linesOf(plan: Plan, seats: number, usedUnits: number): Line[] {
  const excess = Math.max(0, usedUnits - plan.includedUnits * seats);
  const base = { description: `${plan.name}, ${seats} ${seats === 1 ? 'seat' : 'seats'}`, quantity: seats, amountCents: plan.priceCents * seats };
  return excess === 0 ? [base] : [base, { description: 'Usage beyond what is included', quantity: excess, amountCents: Math.round(excess * Number(plan.unitPriceCents)) }];
}

/** The tax on an amount, rounded to a cent. */
export function taxOn(amountCents: number, country: string): number {
  return Math.round((amountCents * (TAX_PERCENT[country] ?? 0)) / 100);
}
