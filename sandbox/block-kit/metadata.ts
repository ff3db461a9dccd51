import { LIMITS } from './limits.ts';
import { charactersIn, isObject, type Spot } from './walk.ts';

const isFlat = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);
const isFlatObject = (value: unknown) => isObject(value) && Object.values(value).every(isFlat);
const isAllowed = (value: unknown) =>
  isFlat(value) || isFlatObject(value) || (Array.isArray(value) && value.every(isFlatObject));

const refuse = (spot: Spot, message: string): void => spot.report('invalid_metadata_format', message);

/** https://docs.slack.dev/messaging/message-metadata: values, flat objects and lists of flat objects. */
export function checkMetadata(metadata: unknown, spot: Spot): void {
  if (!isObject(metadata)) {
    refuse(spot, 'must provide an object');
    return;
  }
  const { event_type: type, event_payload: payload, ...rest } = metadata;

  for (const key of Object.keys(rest)) refuse(spot, `invalid additional property: ${key}`);
  const { min, max } = LIMITS.metadataEventType;
  if (typeof type !== 'string' || charactersIn(type) < min || charactersIn(type) > max) {
    refuse(spot.into('event_type'), `must be a string of ${min} to ${max} characters`);
  }
  if (!isObject(payload)) {
    refuse(spot.into('event_payload'), 'must provide an object');
    return;
  }
  for (const [key, value] of Object.entries(payload)) {
    if (!isAllowed(value))
      refuse(spot.into('event_payload').into(key), 'must be a value, a flat object or a list of flat objects');
  }
}
