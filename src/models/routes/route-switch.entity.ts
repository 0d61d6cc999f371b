import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { WorkspaceEntity } from '../../workspaces/workspace.entity.js';
import type { GateResult, RouteTask, SwitchKind } from './route.schema.js';

/** A change of the models that serve a task. Never changed itself: undoing it is another one. */
@Entity('route_switches')
@Check('ck_route_switches_task', `task IN ('summary', 'review', 'judge', 'teach')`)
@Check('ck_route_switches_kind', `kind IN ('switch', 'rollback', 'automatic_rollback')`)
@Check('ck_route_switches_share', `share BETWEEN 1 AND 100`)
@Check('ck_route_switches_rollback', `rollback_above BETWEEN 0 AND 1`)
@Index('ix_route_switches_task', { synchronize: false })
export class RouteSwitchEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_route_switches' })
  id: string;

  @Column('uuid', { name: 'workspace_id' })
  @ForeignKey(() => WorkspaceEntity, { name: 'fk_route_switches_workspace', onDelete: 'CASCADE' })
  workspaceId: string;

  @Column('text')
  task: RouteTask;

  @Column('text')
  kind: SwitchKind;

  /** In the order in which they are tried. */
  @Column('text', { array: true })
  models: string[];

  @Column('uuid', { name: 'previous_id', nullable: true })
  previousId: string | null;

  /** Per cent of the work that goes to it; the rest stays with the previous one. */
  @Column('integer', { default: 100 })
  share: number;

  @Column('timestamptz', { name: 'starts_at', default: () => 'now()' })
  startsAt: Date;

  @Column('numeric', { name: 'rollback_above', precision: 4, scale: 3, nullable: true })
  rollbackAbove: string | null;

  @Column('jsonb', { nullable: true })
  gate: GateResult | null;

  @Column('text', { nullable: true })
  reason: string | null;

  @Column('text', { name: 'created_by' })
  createdBy: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;
}
