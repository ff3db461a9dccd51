import { z } from 'zod';
import { type RequestId, requestId } from '../ids.ts';
import type { Request } from '../requests/request.ts';

/** What a button or a modal of ours carries: which request, as of which version; for paging, which page and of what. */
export interface ButtonValue {
  readonly id: RequestId;
  readonly version: number;
  /** From 0. */
  readonly page: number;
  readonly dryRun: boolean;
}

const FORM =
  /^(?<id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):(?<version>\d{1,9})(?::(?<page>\d{1,6})(?<dry>:dry)?)?$/;

/** The form of our own values. It proves nothing about who sent it: every use case checks rights and state afresh. */
export const ButtonValue = z
  .string()
  .regex(FORM)
  .transform((value): ButtonValue => {
    const { id = '', version, page, dry } = FORM.exec(value)?.groups ?? {};
    return { id: requestId(id), version: Number(version), page: Number(page ?? 0), dryRun: dry !== undefined };
  });

export function buttonValue(
  request: Pick<Request, 'id' | 'version'>,
  paging?: Pick<ButtonValue, 'page' | 'dryRun'>,
): string {
  const value = `${request.id}:${request.version}`;
  return paging ? `${value}:${paging.page}${paging.dryRun ? ':dry' : ''}` : value;
}
