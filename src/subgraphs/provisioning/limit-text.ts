/** A limit of the brake that was exceeded, in words. */
import type { Language } from '../../errors/catalogue';
import type { ExceededLimit } from '../../provisioning/core';

export function limitText({ targetId, losses, limit }: ExceededLimit, language: Language): string {
  const vi = language === 'vi';
  const where = targetId ?? (vi ? 'tất cả hệ thống' : 'all targets');
  return vi ? `${where}: mất ${losses} quyền, ngưỡng là ${limit}` : `${where}: ${losses} losses, the limit is ${limit}`;
}
