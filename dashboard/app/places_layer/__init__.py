"""
A folium plugin of its own: thousands of places on one canvas layer, whose data are replaced in place.

`Places` are the columns, `PlacesLayer` draws them on any `folium.Map`, in a saved page as in an app. An app that
changes what is shown keeps a `PlaceTable`, and hands `PlacesData` to streamlit-folium; `serving` has Streamlit serve
the files. Nothing here knows of articles.
"""

from dashboard.app.places_layer.columns import FAMILIES, Places
from dashboard.app.places_layer.layer import PlacesData, PlacesLayer
from dashboard.app.places_layer.table import Part, PlaceTable

__all__ = ["FAMILIES", "Part", "PlaceTable", "Places", "PlacesData", "PlacesLayer"]
