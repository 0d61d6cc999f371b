import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import { WorkspaceEntity } from '../workspaces/workspace.entity.js';

/** What may be spent on models in a calendar month (UTC), by everybody or by one actor. */
@Entity('budgets')
@Unique('uq_budgets_actor', ['workspaceId', 'actor'])
@Check('ck_budgets_limit', `monthly_limit >= 0`)
export class BudgetEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_budgets' })
  id: string;

  @Column('uuid', { name: 'workspace_id' })
  @ForeignKey(() => WorkspaceEntity, { name: 'fk_budgets_workspace', onDelete: 'CASCADE' })
  workspaceId: string;

  /** E.g. `api_key:<id>`; empty for everybody. */
  @Column('text', { default: '' })
  actor: string;

  /** USD, as a decimal text. */
  @Column('numeric', { name: 'monthly_limit', precision: 14, scale: 6 })
  monthlyLimit: string;

  @Column('text', { name: 'created_by' })
  createdBy: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;
}

/** What of a budget is taken in a month. Kept by functions of the migrations. */
@Entity('budget_months')
export class BudgetMonthEntity {
  @PrimaryColumn('uuid', { name: 'budget_id', primaryKeyConstraintName: 'pk_budget_months' })
  @ForeignKey(() => BudgetEntity, { name: 'fk_budget_months_budget', onDelete: 'CASCADE' })
  budgetId: string;

  /** Its first day. */
  @PrimaryColumn('date', { primaryKeyConstraintName: 'pk_budget_months' })
  month: string;

  @Column('uuid', { name: 'workspace_id' })
  @ForeignKey(() => WorkspaceEntity, { name: 'fk_budget_months_workspace', onDelete: 'CASCADE' })
  workspaceId: string;

  @Column('numeric', { precision: 18, scale: 9, default: 0 })
  reserved: string;

  @Column('numeric', { precision: 18, scale: 9, default: 0 })
  spent: string;
}
