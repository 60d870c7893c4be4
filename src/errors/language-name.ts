/** The languages in which anything is told. */
export type Language = 'vi' | 'en';
