/** Replaces the parts of libraries that a bundle leaves out. Calling one is a mistake, and throws. */
function absent(): never {
  throw new Error('this part of a library is not in the bundle');
}

export { absent as Ajv2020, absent as default, absent as Parser };

/** D-Bus connections construct one for the objects that they export; Belfry exports none. */
export class Builder {}
