/** The oracle: who should have which account, with which grants, at an instant. It imports nothing of the project. */
export { Access } from './access';
export { hanoiDay, holds, plusDays } from './days';
export { Disagreement, type Holding, type Office } from './office';
export { ARCHIVE_AFTER_DAYS, DELETE_AFTER_DAYS } from './policy';
export type * from './types';
