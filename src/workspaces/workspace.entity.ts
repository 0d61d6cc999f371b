import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** The tenant. Everything a customer owns carries its id. */
@Entity('workspaces')
@Unique('uq_workspaces_slug', ['slug'])
export class WorkspaceEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_workspaces' })
  id: string;

  @Column('text')
  slug: string;

  @Column('text')
  name: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;
}
