"""Django toolkits that know nothing of education."""
