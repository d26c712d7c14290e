/** Stands for what is left out of a bundle: whoever reaches it after all is told so. */
function absent(): never {
  throw new Error('this part of a library is not in the bundle');
}

export { absent as Ajv2020, absent as default, absent as Parser };

/** Every connection to a bus makes one, for objects of its own; there are none. */
export class Builder {}
