import type { AccountsTables } from './accounts/tables.ts';
import type { ChatTables } from './chat/tables.ts';
import type { CoursesTables } from './courses/tables.ts';
import type { FilesTables } from './files/tables.ts';
import type { KernelTables } from './kernel/tables.ts';

export type Tables = KernelTables & AccountsTables & FilesTables & ChatTables & CoursesTables;
