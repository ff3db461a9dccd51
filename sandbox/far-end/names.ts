/** Of obviously fictional people. */
export const firstNames =
  'Ada Alma Anton Bela Bruno Cara Cleo Dario Dina Edda Emil Fanny Felix Gita Greta Hugo Ines Ivo Jana Jonas Kaia Klara Leon Lina Malo Mara Milo Nadia Nils Odile Olga Pavel Pia Quinn Rafa Rosa Selma Silas Tara Theo Uma Urs Vera Viggo Wanda Wim Yara Zeno'.split(
    ' ',
  );
export const lastNames =
  'Alder Amber Ashgrove Basalt Birchwood Bramble Cinder Cloudberry Cobalt Cove Dune Elderflower Ember Fennel Fernhill Fjord Flint Gale Garnet Glade Hazel Heath Ivywood Jasper Juniper Kestrel Lagoon Larkspur Linden Lupin Marble Marigold Meadow Moss Nettle Nightjar Oakley Onyx Pebble Pine Plover Quartz Reed Rowan Saffron Slate Sorrel Sparrow Thistle Thyme Tundra Umber Vale Willow Wren Yarrow'.split(
    ' ',
  );
