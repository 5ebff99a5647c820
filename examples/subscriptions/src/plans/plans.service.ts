// The plans on offer, and what they once cost.
import { Injectable, NotFoundException } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { Plan } from './plan.entity.js';

@Injectable()
export class PlansService {
  constructor(@InjectRepository(Plan) private readonly plans: Repository<Plan>) {}

  onOffer(): Promise<Plan[]> {
    return this.plans.find({ where: { active: true }, order: { priceCents: 'ASC' } });
  }

  async byCode(code: string): Promise<Plan> {
    const plan = await this.plans.findOneBy({ code, active: true });
    if (plan === null) throw new NotFoundException(`There is no plan ${code}.`);
    return plan;
  }

  async changePrice(code: string, priceCents: number): Promise<void> {
    const { affected } = await this.plans.update({ code }, { priceCents });
    if (affected === 0) throw new NotFoundException(`There is no plan ${code}.`);
  }

  /** The prices that a plan has had, oldest first. */
  async prices(code: string): Promise<number[]> {
    const rows = await this.plans.query<{ priceCents: number }[]>(
      'SELECT price_cents AS priceCents FROM catalog.plans FOR SYSTEM_TIME ALL WHERE code = @0 ORDER BY valid_from',
      [code],
    );
    return rows.map((row) => row.priceCents);
  }
}
