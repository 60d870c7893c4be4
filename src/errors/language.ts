/** Which of our two languages a caller reads. */
import type { Language } from './catalogue';

const HEADER_MAX = 500;

/** The one that an Accept-Language header (RFC 9110, 12.5.4) likes best; Vietnamese when it names neither. */
export function languageOf(acceptLanguage: string | null | undefined): Language {
  const wishes = (acceptLanguage ?? '')
    .slice(0, HEADER_MAX)
    .split(',')
    .map((wish) => {
      const [tag = '', ...parameters] = wish
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/);
      const quality = parameters.find((parameter) => parameter.startsWith('q='));
      return { primary: tag.split('-')[0], quality: quality === undefined ? 1 : Number(quality.slice(2)) || 0 };
    });
  const wish = (language: Language): number =>
    Math.max(0, ...wishes.filter((one) => one.primary === language).map((one) => one.quality));
  return wish('en') > wish('vi') ? 'en' : 'vi';
}
