/** The columns by which each of our files names people, in this order and first; whoever reads one back goes by them. */
export const WHO_COLUMNS = ['typed', 'name', 'email', 'account id'] as const;

/** The last column: account ids mean something in this directory only. */
export const DIRECTORY_COLUMN = 'directory';
